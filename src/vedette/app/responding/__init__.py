"""From raw evidence to a finished incident, in one go: sort, hunt, judge, tell, write."""
