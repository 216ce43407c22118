"""Files that customers send (.xlsx, .csv, 80020) and take (template, comments, exports). Pure: bytes in, values out."""
