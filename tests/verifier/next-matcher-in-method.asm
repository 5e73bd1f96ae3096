script s
method run/0
  NEXT_MATCHER  # ! only a matcher can decline
top
  NULL
  RETURN
