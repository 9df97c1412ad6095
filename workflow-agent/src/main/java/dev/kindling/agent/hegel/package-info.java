/** What the action asks hegel for: secrets and cluster facts. */
package dev.kindling.agent.hegel;
