// SPDX-License-Identifier: MIT
//
// Everything but clip/torchscript.hpp, which costs nine seconds to compile and reads OpenAI's .pt archives.
#pragma once

#include <sdkt/clip/trained_names.hpp>
#include <sdkt/images.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/report/comparison.hpp>
#include <sdkt/report/paper_tables.hpp>
#include <sdkt/stream/annotate.hpp>
#include <sdkt/stream/view_batch.hpp>
#include <sdkt/train/process_memory.hpp>
#include <sdkt/train/read_run.hpp>
#include <sdkt/trainer.hpp>
#include <sdkt/version.hpp>
