/** The gRPC door of templates: YAML in, YAML out. */
package dev.kindling.tink.template.grpc;
