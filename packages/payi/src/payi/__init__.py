"""The Pay-i client for Assay."""
