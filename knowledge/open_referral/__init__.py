"""Services in the words of Open Referral UK (HSDS-UK 3.0), to and from our own."""
