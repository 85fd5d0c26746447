"""Reports: self-contained pages, from numbers, pictures and words."""
