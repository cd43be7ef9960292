# SPDX-License-Identifier: MIT
"""Which files of the tree the checks look at: the project's own, not the benchmark's data and nothing built."""

CPP = {".hpp", ".ipp", ".tpp", ".cpp", ".cuh", ".cu"}
SCRIPTS = {".py", ".sh", ".cmake"}
TEXT = CPP | SCRIPTS | {".md", ".txt", ".json", ".in", ".toml", ".yml", ""}


def own_files(root, suffixes):
    """Paths below root with one of the suffixes, sorted; hidden folders but .ci, builds and data left out."""
    found = []

    def visit(folder):
        for path in sorted(folder.iterdir()):
            place = path.relative_to(root).as_posix()
            if path.is_symlink():
                continue
            if path.is_dir():
                hidden = path.name.startswith(".") and place != ".ci"
                built = path.name == "__pycache__" or (folder == root and path.name.startswith("build"))
                if not hidden and not built and place not in ("examples/mini", "shared"):
                    visit(path)
            elif path.suffix in suffixes:
                found.append(path)

    visit(root)
    return found


def cpp_files(root):
    return own_files(root, CPP)
