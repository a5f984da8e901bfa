"""Names for themes: telling words, noun phrases, the phrases chosen, the points that show a theme."""
