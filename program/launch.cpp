// SPDX-License-Identifier: MIT

#include "launch.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "rank_outputs.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/distributed/place.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::cli {

namespace {

/// In the environment of processes that run_processes started.
constexpr const char* started_by_sdkt = "SDKT_STARTED_BY";

std::optional<distributed::place> own_place() {
  return distributed::find_place(distributed::process_environment);
}

[[noreturn]] void throw_unstarted(const char* what) {
  throw file_error{"--processes", std::string{what} + ": " + std::strerror(errno),
                   "raise the limits of the system, or start fewer processes"};
}

/// A socket at which the first process will serve the store, so that no port is chosen twice.
struct listener {
  int socket = -1;
  int port = 0;
};

listener listen_here() {
  listener found{::socket(AF_INET, SOCK_STREAM, 0), 0};
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof own;
  auto* const address = reinterpret_cast<sockaddr*>(&own);
  if (found.socket < 0 || ::bind(found.socket, address, length) != 0 || ::listen(found.socket, 128) != 0 ||
      ::getsockname(found.socket, address, &length) != 0)
    throw_unstarted("cannot listen at a port of this host");
  found.port = ntohs(own.sin_port);
  return found;
}

std::vector<std::string> own_arguments() {
  std::ifstream words{"/proc/self/cmdline", std::ios::binary};
  std::vector<std::string> arguments;
  for (std::string word; std::getline(words, word, '\0');) arguments.push_back(word);
  return arguments;
}

/// One started process.
struct child {
  int rank = 0;
  pid_t number = 0;
};

[[noreturn]] void become(int rank, int size, const listener& meeting, const rank_outputs& outputs,
                         std::vector<std::string> arguments) {
  const auto set = [](const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); };
  const pid_t parent = ::getppid();
  ::setpgid(0, 0);  // the terminal's Ctrl-C reaches the parent only, which passes it on
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  set("RANK", std::to_string(rank));
  set("WORLD_SIZE", std::to_string(size));
  set("LOCAL_RANK", std::to_string(rank));
  set("LOCAL_WORLD_SIZE", std::to_string(size));
  set("MASTER_ADDR", "127.0.0.1");
  set("MASTER_PORT", std::to_string(meeting.port));
  set(started_by_sdkt, std::to_string(parent));
  if (rank == 0) {
    set("SDKT_LISTENER", std::to_string(meeting.socket));
  } else {
    ::close(meeting.socket);
    print_into(outputs.of(rank).c_str());
  }
  std::vector<char*> words;
  for (std::string& word : arguments) words.push_back(word.data());
  words.push_back(nullptr);
  ::execv("/proc/self/exe", words.data());
  std::perror("sdkt: cannot start");
  ::_exit(127);
}

/// A signal that this process received and has not yet passed on.
volatile std::sig_atomic_t passed_on = 0;

class signals_for_the_first {
 public:
  signals_for_the_first() {
    struct sigaction action {};
    action.sa_handler = [](int number) { passed_on = number; };
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      ::sigaction(numbers[i], &action, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) ::sigaction(numbers[i], &before_[i], nullptr);  // nohup
    }
  }
  signals_for_the_first(const signals_for_the_first&) = delete;
  signals_for_the_first& operator=(const signals_for_the_first&) = delete;
  ~signals_for_the_first() {
    for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &before_[i], nullptr);
  }

 private:
  static constexpr std::array numbers = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU};
  std::array<struct sigaction, numbers.size()> before_{};
};

int exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/// The first failure that the processes do not report to the user themselves.
struct failure {
  int rank = 0;
  int wait_status = 0;

  std::string sentence(int size, const rank_outputs& outputs) const {
    const std::string name = "process " + std::to_string(rank) + " of " + std::to_string(size);
    if (WIFSIGNALED(wait_status)) {
      const int number = WTERMSIG(wait_status);
      return name + " was ended by signal " + std::to_string(number) + " (" + ::strsignal(number) + ")";
    }
    const std::string reason = outputs.failure(rank);
    return reason.empty() ? name + " failed" : name + ", " + reason;
  }
};

/// Waits for all processes. After one has failed, the others end by themselves when they miss it; those that do not
/// are ended after a while. Returns the status of the first failure, which has been reported.
int wait_for(const std::vector<child>& children, const rank_outputs& outputs, const std::string& remedy) {
  using clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds patience{30};
  std::vector<child> running = children;
  std::optional<clock::time_point> failed_at;
  std::optional<failure> first;
  std::optional<int> of_first_process;  // its status, if it reported its failure itself
  bool is_lost = false;
  while (!running.empty()) {
    if (const int number = std::exchange(passed_on, 0); number != 0) ::kill(running.front().number, number);
    int wait_status = 0;
    const pid_t ended = ::waitpid(-1, &wait_status, WNOHANG);
    if (ended <= 0) {
      if (failed_at && clock::now() - *failed_at > patience) {
        for (const child& one : running) ::kill(one.number, SIGKILL);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
      continue;
    }
    const auto found =
        std::find_if(running.begin(), running.end(), [&](const child& one) { return one.number == ended; });
    if (found == running.end()) continue;
    const child one = *found;
    running.erase(found);
    const int status = exit_status(wait_status);
    if (status == 0) continue;
    if (!failed_at) failed_at = clock::now();
    if (status == lost_another_process) {
      is_lost = true;
    } else if (one.rank == 0 && !WIFSIGNALED(wait_status)) {
      of_first_process = status;
    } else if (!first) {
      first = failure{one.rank, wait_status};
    }
  }
  if (of_first_process) return *of_first_process;
  if (!first && !is_lost) return 0;
  const std::string what =
      first ? first->sentence(static_cast<int>(children.size()), outputs) : "the processes lost each other";
  const bool says_what_to_do = first && !WIFSIGNALED(first->wait_status);
  std::fprintf(stderr, "sdkt: %s%s\n", sdkt::detail::one_line(what).c_str(),
               says_what_to_do ? "" : ("; " + remedy).c_str());
  return first ? exit_status(first->wait_status) : 2;
}

}  // namespace

run_settings settings_of_process(run_settings settings) {
  const std::optional<distributed::place> here = own_place();
  const int size = here ? here->size : settings.processes;
  auto& strands = std::get<std::optional<std::int64_t>>(
      settings.training.of(options::setting_row_of(&trainer_options::max_processes)));
  if (here && settings.processes > 1 && here->size != settings.processes) {
    throw setting_error{"--processes",
                        here->launcher + " has started " + std::to_string(here->size) + " processes",
                        "leave --processes out"};
  }
  if (!strands && size > 1) strands = size;
  if (size > 1 && (*strands % size != 0 || (size & (size - 1)) != 0)) {
    throw setting_error{
        "--processes",
        std::to_string(size) + " processes cannot share a run for at most " + std::to_string(*strands),
        "use 1, 2, 4 ... processes, up to --max-processes"};
  }
  if (strands && *strands > 1 && settings.threads == 0) {
    const auto cores = static_cast<std::int64_t>(std::thread::hardware_concurrency());
    settings.threads = static_cast<int>(std::max<std::int64_t>(1, cores / *strands));
  }
  settings.is_first_process = !here || here->rank == 0;
  if (here && here->restarts > 0) settings.resume = true;  // the launcher starts a run that has begun
  if (!settings.is_first_process) {
    settings.quiet = true;
    settings.json = false;
    settings.tensorboard = false;
  }
  return settings;
}

bool starts_processes(const run_settings& settings) { return settings.processes > 1 && !own_place(); }

void run_processes(const run_settings& settings, const std::string& remedy) {
  const signals_for_the_first signals;
  const rank_outputs outputs;
  const listener meeting = listen_here();
  const std::vector<std::string> arguments = own_arguments();
  std::vector<child> children;
  for (int rank = 0; rank < settings.processes; ++rank) {
    const pid_t number = ::fork();
    if (number == 0) become(rank, settings.processes, meeting, outputs, arguments);
    if (number < 0) {
      for (const child& started : children) ::kill(started.number, SIGKILL);
      throw_unstarted("cannot start a process");
    }
    children.push_back({rank, number});
  }
  ::close(meeting.socket);
  const int status = wait_for(children, outputs, remedy);
  outputs.keep(settings.processes, settings.out);
  if (status != 0) throw processes_failed{status};
}

bool loss_is_reported_elsewhere() { return std::getenv(started_by_sdkt) != nullptr; }

}  // namespace sdkt::cli
