"""Measuring: labelled messages against what is read in them."""
