// SPDX-License-Identifier: MIT
//
// The source of sdkt::distributed: processes meet and exchange tensors through LibTorch's c10d. It is the only file
// that includes c10d, and is built once for programs of both modes.
#define SDKT_EITHER_MODE
#define USE_C10D_GLOO

#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <netdb.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/distributed/communicator.hpp>
#include <sdkt/distributed/linked_group.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed {

namespace {

using milliseconds = std::chrono::milliseconds;

milliseconds in_milliseconds(double seconds) {
  return milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

std::string name_of(const place& here) {
  return "process " + std::to_string(here.rank) + " of " + std::to_string(here.size);
}

/// The first line of what LibTorch says, without the place in its sources.
std::string reason_of(const std::exception& problem) {
  std::string reason = problem.what();
  reason = reason.substr(0, reason.find('\n'));
  if (reason.starts_with('[')) {
    if (const std::size_t end = reason.find("] "); end != std::string::npos) reason = reason.substr(end + 2);
  }
  return reason;
}

/// Processes connected by Gloo. Tensors of a device travel through the host's memory.
class gloo_communicator final : public communicator {
 public:
  gloo_communicator(place here, c10::intrusive_ptr<c10d::Store> store,
                    const c10::intrusive_ptr<c10d::ProcessGroupGloo::Options>& options,
                    milliseconds to_answer)
      : here_{std::move(here)}, group_{store, here_.rank, here_.size, options} {
    group_.setTimeout(to_answer);
  }

  int rank() const noexcept override { return here_.rank; }
  int size() const noexcept override { return here_.size; }
  std::int64_t bytes_sent() const noexcept override { return bytes_sent_; }

  void exchange(int peer, const at::Tensor& sent, at::Tensor& received) override {
    std::vector<at::Tensor> out{sent.cpu()};
    std::vector<at::Tensor> in{received.is_cpu() ? received : at::empty_like(received, at::kCPU)};
    guarded("process " + std::to_string(peer), [&] {
      const auto receiving = in[0].numel() > 0 ? group_.recv(in, peer, tag_) : nullptr;
      const auto sending = out[0].numel() > 0 ? group_.send(out, peer, tag_) : nullptr;
      if (sending) sending->wait();
      if (receiving) receiving->wait();
    });
    ++tag_;
    bytes_sent_ += static_cast<std::int64_t>(out[0].nbytes());
    if (!received.is_cpu()) received.copy_(in[0]);
  }

  at::Tensor all_gather(const at::Tensor& own) override {
    std::vector<at::Tensor> in{own.cpu().contiguous()};
    std::vector<std::int64_t> shape{here_.size};
    shape.insert(shape.end(), own.sizes().begin(), own.sizes().end());
    const at::Tensor all = at::empty(shape, in[0].options());
    std::vector<std::vector<at::Tensor>> out(1);
    for (int process = 0; process < here_.size; ++process) out[0].push_back(all.select(0, process));
    guarded("another process", [&] { group_.allgather(out, in)->wait(); });
    bytes_sent_ += static_cast<std::int64_t>(in[0].nbytes()) * (here_.size - 1);
    return all.to(own.device());
  }

 private:
  template <class Call>
  void guarded(const std::string& other, const Call& call) const {
    try {
      call();
    } catch (const std::exception& problem) {
      throw process_error{name_of(here_),
                          other + " ended, cannot be reached or does not answer (" + reason_of(problem) + ")",
                          "look for the first message of the other processes, and continue with resume"};
    }
  }

  place here_;
  c10d::ProcessGroupGloo group_;
  std::uint32_t tag_ = 0;
  std::int64_t bytes_sent_ = 0;
};

/// The own address on the way to another host, so that the others can reach it; empty if there is no way.
std::string address_towards(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), "9", &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned{found, &freeaddrinfo};
  const int probe = socket(found->ai_family, SOCK_DGRAM, 0);
  if (probe < 0) return {};
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  char text[NI_MAXHOST] = {};
  const bool is_known = connect(probe, found->ai_addr, found->ai_addrlen) == 0 &&
                        getsockname(probe, reinterpret_cast<sockaddr*>(&own), &length) == 0 &&
                        getnameinfo(reinterpret_cast<const sockaddr*>(&own), length, text, sizeof text,
                                    nullptr, 0, NI_NUMERICHOST) == 0;
  close(probe);
  return is_known ? text : std::string{};
}

c10d::TCPStoreOptions store_options(const meeting& where, bool is_server, int port) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(port);
  options.isServer = is_server;
  options.waitWorkers = false;
  options.timeout = in_milliseconds(where.seconds_to_meet);
  options.useLibUV = false;  // not every build of LibTorch has it
  if (is_server && where.here.listener >= 0) options.masterListenFd = where.here.listener;
  return options;
}

/// The file that tells where the first process waits, if the launcher does not tell.
std::filesystem::path meeting_file(const meeting& where) {
  std::string name = "meeting-" + where.here.launch + "-" + std::to_string(where.here.restarts);
  for (char& letter : name) letter = letter == '/' ? '_' : letter;
  return where.folder / name;
}

struct found_store {
  c10::intrusive_ptr<c10d::Store> store;
  std::string host;
};

found_store serve(const meeting& where) {
  const bool is_one_host = where.here.local_size == where.here.size;
  char name[NI_MAXHOST] = "127.0.0.1";
  if (!is_one_host) gethostname(name, sizeof name - 1);
  const auto store = c10::make_intrusive<c10d::TCPStore>(name, store_options(where, true, 0));
  const std::filesystem::path file = meeting_file(where);
  std::filesystem::create_directories(file.parent_path());
  const std::filesystem::path unfinished = file.string() + ".part";
  std::ofstream{unfinished} << name << ' ' << store->getPort() << '\n';
  std::filesystem::rename(unfinished, file);
  return {store, name};
}

/// Polls the file. One that an earlier launch left behind names a host that does not answer: it is read again.
found_store look_for(const meeting& where) {
  const auto end = std::chrono::steady_clock::now() + in_milliseconds(where.seconds_to_meet);
  for (;;) {
    std::string host;
    int port = 0;
    if (std::ifstream{meeting_file(where)} >> host >> port) {
      try {
        c10d::TCPStoreOptions options = store_options(where, false, port);
        options.timeout = milliseconds{3000};
        auto store = c10::make_intrusive<c10d::TCPStore>(host, options);
        store->setTimeout(in_milliseconds(where.seconds_to_meet));
        return {store, host};
      } catch (const std::exception&) {
        if (std::chrono::steady_clock::now() > end) throw;
      }
    }
    if (std::chrono::steady_clock::now() > end) {
      throw process_error{name_of(where.here), "process 0 has not written " + meeting_file(where).string(),
                          "start all processes at the same time, with a run folder that all hosts see"};
    }
    std::this_thread::sleep_for(milliseconds{50});
  }
}

found_store store_of(const meeting& where) {
  const place& here = where.here;
  if (!here.address.empty()) {
    const bool is_server = here.rank == 0 && !here.is_store_served;
    return {c10::make_intrusive<c10d::TCPStore>(here.address, store_options(where, is_server, here.port)),
            here.address};
  }
  if (where.folder.empty()) {
    throw setting_error{"MASTER_ADDR", here.launcher + " gives no address at which processes could meet",
                        "set MASTER_ADDR and MASTER_PORT, or give the run a folder for checkpoints"};
  }
  return here.rank == 0 ? serve(where) : look_for(where);
}

std::shared_ptr<communicator> meet(const meeting& where) {
  const place& here = where.here;
  static found_store found;  // serves this process's later meetings too
  try {
    if (!found.store) found = store_of(where);
    const auto keys = c10::make_intrusive<c10d::PrefixStore>(
        "sdkt/" + here.launch + "/" + std::to_string(here.restarts) + "/" + std::to_string(where.number),
        found.store);
    const auto options = c10d::ProcessGroupGloo::Options::create(in_milliseconds(where.seconds_to_meet));
    const std::string address = address_towards(found.host);
    if (const char* const interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr) {
      options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    } else if (!address.empty()) {
      options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(address));
    } else {
      options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    }
    auto group =
        std::make_shared<gloo_communicator>(here, keys, options, in_milliseconds(where.seconds_to_answer));
    std::error_code ignored;
    if (here.address.empty() && here.rank == 0) std::filesystem::remove(meeting_file(where), ignored);
    return group;
  } catch (const error&) {
    throw;
  } catch (const std::exception& problem) {
    throw process_error{name_of(here), "could not meet the other processes (" + reason_of(problem) + ")",
                        "start all processes at the same time, and let their hosts reach each other"};
  }
}

}  // namespace

}  // namespace sdkt::distributed

// The link option of the target requires this name, so that no linker drops this object from a program.
extern "C" const bool sdkt_distributed_processes = [] {
  sdkt::distributed::linked_group = &sdkt::distributed::meet;
  return true;
}();
