top c:cell
  TRUE
  BRANCH other
  NULL
  MAKE_CELL
  JUMP both
other:
  NULL
both:
  BIND c  # ! only a native slot
  NULL
  RETURN
