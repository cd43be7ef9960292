// SPDX-License-Identifier: MIT

#include "rank_outputs.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <unistd.h>

#include <sdkt/base/error.hpp>

namespace sdkt::cli {

namespace {

/// A new folder with a name that nobody can foresee, so that no other user can put a link in its place.
std::filesystem::path new_folder() {
  std::error_code problem;
  const std::filesystem::path place = std::filesystem::temp_directory_path(problem);
  std::string name = (problem ? std::filesystem::path{"/tmp"} : place) / "sdkt-XXXXXX";
  if (problem || ::mkdtemp(name.data()) == nullptr) {
    const std::string reason = problem ? problem.message() : std::strerror(errno);
    throw file_error{"TMPDIR", "cannot make a folder for temporary files (" + reason + ")",
                     "set it to a folder that can be written"};
  }
  return name;
}

}  // namespace

rank_outputs::rank_outputs() : folder_{new_folder()} {}

rank_outputs::~rank_outputs() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::filesystem::path rank_outputs::of(int rank) const {
  return folder_ / ("rank_" + std::to_string(rank) + ".txt");
}

std::string rank_outputs::failure(int rank) const {
  std::ifstream text{of(rank), std::ios::binary};
  std::string found;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("sdkt: ")) found = line.substr(6);
  }
  return found;
}

void rank_outputs::keep(int size, const std::filesystem::path& run_folder) const {
  std::error_code ignored;
  if (!std::filesystem::is_directory(run_folder, ignored)) return;
  for (int rank = 1; rank < size; ++rank) {
    const std::filesystem::path output = of(rank);
    std::error_code problem;
    if (std::filesystem::file_size(output, problem) == 0 || problem) continue;
    std::ifstream text{output, std::ios::binary};
    std::filesystem::create_directories(run_folder / "log", ignored);
    std::ofstream{run_folder / "log" / output.filename(), std::ios::binary} << text.rdbuf();
  }
}

void print_into(const char* file) {
  const int output = ::open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (output < 0) return;
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
}

}  // namespace sdkt::cli
