top x
  TRUE
  BRANCH other
  INT 1
  BIND x
  JUMP both
other:
  INT 2
  BIND x
both:
  LOCAL x
  RETURN
