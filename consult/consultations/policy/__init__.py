"""What is promised to whoever comments: when they hear, who answers, how to contest; by guideline and by round."""
