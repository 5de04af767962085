# Everything a newcomer types. Needs Python 3.11 or newer and make; the database comes along.

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run demo test check bench migrate revision lock clean

help: ## 显示这份说明
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## 启动全部：数据库、迁移、演示县、接口服务和后台任务（Ctrl-C 停止）
	@$(PY) -m app run

demo: .venv/.run ## 演示一件事从扫码到评价的全过程
	@$(PY) -m app demo

test: .venv/.dev ## 运行全部测试（真实的 PostgreSQL）
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: .venv/.dev ## 格式、规则、类型、迁移、接口文档和结构检查
	@$(PY) -m ruff format --check --quiet
	@$(PY) -m ruff check --quiet
	@$(PY) -m mypy --no-error-summary
	@$(PY) -m app check-migrations
	@$(PY) -m app openapi --check
	@$(PY) -m pytest tests/test_architecture.py

bench: .venv/.dev ## 测量性能
	@$(PY) -m bench $(ARGS)

migrate: .venv/.run ## 把数据库结构升级到最新
	@$(PY) -m app migrate

revision: .venv/.dev ## 按模型的变化生成迁移：make revision M="add wish claims"
	@$(if $(M),,$(error 请说明这次改了什么：make revision M="..."))
	@$(PY) -m app revision -m "$(M)"

lock: .venv/.dev ## 按 pyproject.toml 重新锁定依赖（UPGRADE=1 升级到最新）
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean: ## 删除虚拟环境和缓存（不动 .data 里的数据）
	rm -rf .venv .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK = $(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal \
	--python-version 3.11 $(if $(UPGRADE),--upgrade)

# The stamps are files, so that a second `make run` installs nothing and starts at once.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "需要 Python 3.11 或更新的版本；可用 make PYTHON=python3.12 … 指定"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "无法建立虚拟环境；Debian、Ubuntu 请先安装 python3-venv"; exit 1; }

.venv/.run: requirements.lock | .venv/bin/python
	@echo "正在安装依赖，第一次约需一分钟……"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "正在安装开发工具……"
	@$(PIP) -r requirements-dev.lock
	@touch $@
