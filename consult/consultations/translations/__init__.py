"""The desk of translations: what of a draft and its rounds stands in which language; a language out and in."""
