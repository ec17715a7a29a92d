"""Where the work of an intake is done: in this process, or in workers on other machines."""
