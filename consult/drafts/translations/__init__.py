"""The text in other languages and in other versions: text by text, each kept with the words that it was made from."""
