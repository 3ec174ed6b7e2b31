"""The ear: microphone sound in, heard words out."""
