# make play [SESSION=cervical-retraction] [ARGS=--text]   set up what is missing and play a session
# make test                                               set up what is missing and check everything
# make setup                                              only set up, to play
# make clean                                              remove what these made here
SESSION = posterior-neck-release
ARGS =
BIN = .venv/bin

.PHONY: play test setup clean

play: setup
	@$(BIN)/voicecoach play "$(SESSION)" $(ARGS)

setup:
	@sh setup/setup.sh play

test:
	@sh setup/setup.sh test
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -m "not room" -n auto
	$(BIN)/pytest -m room

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
