/** The REST door of webhooks. */
package dev.kindling.tink.webhook.web;
