// SPDX-License-Identifier: MIT
//
// Everything except clip/torchscript.hpp, which reads OpenAI's .pt archives and takes nine seconds to
// compile.
#pragma once

#include <sdkt/base/version.hpp>
#include <sdkt/batch/view_batch.hpp>
#include <sdkt/clip/trained_names.hpp>
#include <sdkt/dataset/annotate.hpp>
#include <sdkt/device/process_memory.hpp>
#include <sdkt/distributed/linked_group.hpp>
#include <sdkt/images.hpp>
#include <sdkt/options/described_settings.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/record/read_run.hpp>
#include <sdkt/report/comparison/comparison.hpp>
#include <sdkt/report/study/paper_tables.hpp>
#include <sdkt/trainer.hpp>
