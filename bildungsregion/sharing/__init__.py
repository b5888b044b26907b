"""What a link to a page looks like elsewhere: a picture in the region's look with the page's title on it."""
