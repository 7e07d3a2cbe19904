"""Training the reader: `make model`. Needs the training dependencies; nothing here is used at run time."""
