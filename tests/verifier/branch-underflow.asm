top
  BRANCH end  # ! underflow
end:
  NULL
  RETURN
