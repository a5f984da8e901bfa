"""Which points a theme's answer was given to, and what came into the theme or left it since."""
