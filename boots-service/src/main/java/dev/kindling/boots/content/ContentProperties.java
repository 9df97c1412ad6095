package dev.kindling.boots.content;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How boot files are kept.
 *
 * @param cacheSize memory for boot files; one file takes at most half of it, larger ones are read from disk
 */
@ConfigurationProperties("kindling.boots.content")
record ContentProperties(@DefaultValue("128MB") DataSize cacheSize) {}
