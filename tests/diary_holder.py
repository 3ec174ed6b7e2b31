"""Another program that holds the diary's lock until its standard input ends."""

import sqlite3
import sys
from contextlib import closing


def main() -> None:
    with closing(sqlite3.connect(sys.argv[1], isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
