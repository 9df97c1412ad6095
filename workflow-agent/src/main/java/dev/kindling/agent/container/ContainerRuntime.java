package dev.kindling.agent.container;

import dev.kindling.agent.runtime.ActionRuntime;

/** Runs actions that are container images. */
public interface ContainerRuntime extends ActionRuntime {}
