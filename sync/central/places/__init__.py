"""Where people come to and who serves them: halls, departments, windows, staff."""
