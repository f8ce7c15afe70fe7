"""Files to trusted tables: read, mapped, checked row by row; what is bad is kept apart, nothing is lost."""
