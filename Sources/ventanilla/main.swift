print("ventanilla")
