"""What turns data into papers: typst, segno, XlsxWriter. CPU work: call it in a thread."""
