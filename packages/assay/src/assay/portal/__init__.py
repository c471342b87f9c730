"""The portal as the server hands it out: the files of its build."""
