"""One file a provider library: which calls it has, and how an answer of each is read."""
