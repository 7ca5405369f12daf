"""Documents: referral letters, notices of a check, the register, and their clocks."""
