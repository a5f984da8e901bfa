"""Reports on a draft that write themselves from the record: the synopsis, and AGREE; people add words of their own."""
