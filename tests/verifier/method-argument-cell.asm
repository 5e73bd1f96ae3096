# ! argument must be stored as a value
script s
method run/1 x:cell
  NULL
  RETURN
top
  NULL
  RETURN
