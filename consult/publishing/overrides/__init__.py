"""Publishing although something stands in the way: two people propose and confirm it, one of them the chair."""
