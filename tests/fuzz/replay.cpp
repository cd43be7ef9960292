// SPDX-License-Identifier: MIT
//
// Gives every target its seeds, cut and changed in many ways, and counts the memory that each takes.
//
//   fuzz_replay                   seeds, seeds cut short, seeds with a byte changed, always the same ones
//   fuzz_replay FOLDER            and every file FOLDER/TARGET/NAME: a corpus, or what a fuzzer has found
//   fuzz_replay --write FOLDER    writes the seeds as FOLDER/TARGET/NAME
//
// A file that a parser takes more memory for than its comment states, or more than some seconds, is a failure
// too.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "counted_memory.hpp"
#include "targets.hpp"

namespace {

namespace fs = std::filesystem;
using sdkt_fuzz::target;

constexpr unsigned most_seconds =
    20;  // also with sanitisers on a busy machine; an input that hangs has no end
constexpr std::size_t largest_changed = 32 << 10;

/// The case that runs, for a program that is about to die.
std::array<char, 256> running{};

void say_what_ran(int signal) {
  constexpr std::string_view before = "\nFAILED: crashed, aborted or hung: ";
  static_cast<void>(!::write(2, before.data(), before.size()));
  static_cast<void>(!::write(2, running.data(), std::strlen(running.data())));
  static_cast<void>(!::write(2, "\n", 1));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// What the cases of a target have shown.
struct findings {
  std::size_t num_cases = 0;
  std::size_t num_failures = 0;
  double slowest = 0;      ///< seconds of processor time
  double most_memory = 0;  ///< share of the stated bound
  std::string slowest_case = {};
  std::string largest_case = {};
};

class replay {
 public:
  explicit replay(const target& one) : target_{one} {
    if (!one.seeds.empty()) one.run(bytes_of(one.seeds.front().bytes), one.seeds.front().bytes.size());
  }

  const findings& found() const { return found_; }

  void run(const std::string& name, std::string_view bytes) {
    const std::string label = target_.name + "/" + name;
    running.fill('\0');
    label.copy(running.data(), running.size() - 1);
    ::alarm(most_seconds);
    const std::size_t before = sdkt_fuzz::memory_held();
    sdkt_fuzz::forget_peak();
    const std::clock_t begin = std::clock();
    try {
      target_.run(bytes_of(bytes), bytes.size());
    } catch (const std::exception& problem) {
      fail(label, std::string{"threw what is no sdkt::error: "} + problem.what());
    } catch (...) {
      fail(label, "threw what is no exception");
    }
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const std::size_t taken = sdkt_fuzz::memory_peak() - before;
    ::alarm(0);
    ++found_.num_cases;
    if (seconds > found_.slowest) {
      found_.slowest = seconds;
      found_.slowest_case = name;
    }
    if (!sdkt_fuzz::counts_memory()) return;
    const std::size_t allowed = target_.multiple * bytes.size() + target_.constant;
    const double share = static_cast<double>(taken) / static_cast<double>(allowed);
    if (share > found_.most_memory) {
      found_.most_memory = share;
      found_.largest_case = name;
    }
    if (taken <= allowed) return;
    fail(label, "took " + std::to_string(taken) + " bytes of memory for " + std::to_string(bytes.size()) +
                    ", allowed are " + std::to_string(allowed));
  }

  /// Every seed whole, and the small ones cut and changed.
  void run_seeds() {
    for (const sdkt_fuzz::seed& one : target_.seeds) {
      run(one.name, one.bytes);
      if (one.whole_only || one.bytes.size() > largest_changed) continue;
      cut(one);
      change(one);
    }
  }

 private:
  static const std::uint8_t* bytes_of(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
  }

  void fail(const std::string& label, const std::string& what) {
    std::printf("FAILED: %s %s\n", label.c_str(), what.c_str());
    ++found_.num_failures;
  }

  /// Lengths all over the seed, more of them at its beginning.
  void cut(const sdkt_fuzz::seed& one) {
    constexpr std::size_t num_lengths = 12;
    std::size_t last = 0;
    for (std::size_t i = 0; i < num_lengths; ++i) {
      const std::size_t length = i < 4 ? i + 1 : one.bytes.size() * (i - 3) / (num_lengths - 3);
      if (length <= last || length >= one.bytes.size()) continue;
      last = length;
      run(one.name + " cut to " + std::to_string(length), std::string_view{one.bytes}.substr(0, length));
    }
  }

  /// Single bytes all over the seed, each to another value.
  void change(const sdkt_fuzz::seed& one) {
    constexpr std::size_t num_places = 16;
    constexpr std::array<unsigned, 8> values{0x00, 0xFF, 0x7F, 0x80, '"', '9', '/', 0x1B};
    const std::size_t size = one.bytes.size();
    std::string changed = one.bytes;
    for (std::size_t i = 0; i < std::min(num_places, size); ++i) {
      const std::size_t at = size <= num_places ? i : i * (size - 1) / (num_places - 1);
      changed[at] = static_cast<char>(values[(i + size) % values.size()]);
      run(one.name + " byte " + std::to_string(at), changed);
      changed[at] = one.bytes[at];
    }
  }

  const target& target_;
  findings found_;
};

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator{folder}) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int write_seeds(const fs::path& folder) {
  for (const target& one : sdkt_fuzz::targets()) {
    fs::create_directories(folder / one.name);
    for (const sdkt_fuzz::seed& input : one.seeds) {
      if (!input.whole_only) std::ofstream{folder / one.name / input.name, std::ios::binary} << input.bytes;
    }
  }
  return 0;
}

int run_all(const std::vector<std::string>& folders) {
  std::size_t num_failures = 0;
  std::size_t num_cases = 0;
  for (const target& one : sdkt_fuzz::targets()) {
    replay cases{one};
    cases.run_seeds();
    for (const std::string& folder : folders) {
      for (const fs::path& file : files_of(fs::path{folder} / one.name)) {
        std::ifstream stream{file, std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
        cases.run(file.filename().string(), bytes);
      }
    }
    const findings& found = cases.found();
    std::printf("%-18s %6zu cases, slowest %.3f s (%s)", one.name.c_str(), found.num_cases, found.slowest,
                found.slowest_case.c_str());
    if (sdkt_fuzz::counts_memory()) {
      std::printf(", at most %.0f %% of the memory stated (%s)", 100 * found.most_memory,
                  found.largest_case.c_str());
    }
    std::printf("\n");
    num_failures += found.num_failures;
    num_cases += found.num_cases;
  }
  std::printf("%zu cases, %zu failures%s\n", num_cases, num_failures,
              sdkt_fuzz::counts_memory() ? "" : "; memory is not counted in this build");
  return num_failures == 0 && num_cases > 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> given(words + 1, words + count);
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 12);  // so that nothing is lost where a case ends the program
  for (const int signal : {SIGSEGV, SIGABRT, SIGALRM, SIGFPE, SIGBUS}) std::signal(signal, say_what_ran);
  if (given.size() == 2 && given[0] == "--write") return write_seeds(given[1]);
  return run_all(given);
}
