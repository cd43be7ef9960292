// SPDX-License-Identifier: MIT
//
// The source of sdkt::distributed: processes meet and exchange tensors through LibTorch's c10d. It is the only
// translation unit that includes c10d, and is built once for programs of both modes.
//
// USE_C10D_NCCL: defined if CUDA and NCCL's header are available. Otherwise tensors of a device go through the host.
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

#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "failures.hpp"
#include "gloo_communicator.hpp"
#if defined(USE_C10D_NCCL)
#include "nccl_communicator.hpp"
#endif
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

/// The file that tells where the first process waits, if the launcher does not tell. It is in the folder or, before
/// that is made, in the next one above: nothing is made for a run that may yet be refused.
std::filesystem::path meeting_file(const meeting& where) {
  std::string name = ".sdkt-meeting-" + where.here.launch + "-" + std::to_string(where.here.restarts);
  for (char& letter : name) letter = letter == '/' ? '_' : letter;
  std::filesystem::path folder = std::filesystem::absolute(where.folder);
  std::string below;
  while (!std::filesystem::is_directory(folder) && folder.has_relative_path()) {
    below = "-" + folder.filename().string() + below;
    folder = folder.parent_path();
  }
  return folder / (name + below);
}

/// An address of this host that other hosts can reach. The host's own name may mean the host itself only.
std::string own_address(const place& here) {
  if (here.local_size == here.size) return "127.0.0.1";
  const std::string outward =
      address_towards("192.0.2.1");  // an address of nobody (RFC 5737); nothing is sent
  if (!outward.empty()) return outward;
  char name[NI_MAXHOST] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

struct found_store {
  c10::intrusive_ptr<c10d::Store> store;
  std::string host;
};

found_store serve(const meeting& where) {
  const std::string name = own_address(where.here);
  const auto store = c10::make_intrusive<c10d::TCPStore>(name, store_options(where, true, 0));
  const std::filesystem::path file = meeting_file(where);
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

/// What to do if a process is lost: only what keeps checkpoints can be continued.
std::string remedy_of(const meeting& where) {
  return where.folder.empty() ? "start all of them again" : "start again or continue with resume";
}

std::shared_ptr<communicator> meet(const meeting& where) {
  const place& here = where.here;
  static found_store found;  // serves this process's later meetings too
  try {
    if (!found.store) found = store_of(where);
    const auto keys = c10::make_intrusive<c10d::PrefixStore>(
        "sdkt/" + here.launch + "/" + std::to_string(here.restarts) + "/" + std::to_string(where.number),
        found.store);
#if defined(USE_C10D_NCCL)
    if (where.device.is_cuda()) {
      return std::make_shared<nccl_communicator>(here, remedy_of(where), keys, where.device,
                                                 in_milliseconds(where.seconds_to_answer));
    }
#endif
    const auto options = c10d::ProcessGroupGloo::Options::create(in_milliseconds(where.seconds_to_meet));
    const std::string address = address_towards(found.host);
    if (const char* const interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr) {
      options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    } else if (!address.empty()) {
      options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(address));
    } else {
      options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    }
    auto group = std::make_shared<gloo_communicator>(here, remedy_of(where), keys, options,
                                                     in_milliseconds(where.seconds_to_answer));
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
