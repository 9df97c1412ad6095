package dev.kindling.tink.site;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How machines reach this installation.
 *
 * @param names host names and IP addresses of the provisioner; the subject alternative names of its certificates
 * @param bootsUrl {@code http://HOST:PORT} of boots, for templates ({@code .kindling.boots}); may be empty
 * @param hegelUrl {@code http://HOST:PORT} of hegel, for templates ({@code .kindling.hegel}); may be empty
 * @param nativeImages prefixes of Tinkerbell's action images that our agent runs by itself, see NativeImages
 * @param privilegedContainers runs containers with all privileges, as Tinkerbell does, where the action says nothing
 * @param registryLogins users of registries, each for exactly one host
 * @param registryMirrors {@code HOST=MIRROR}
 * @param nativeImagesUnchecked those that fetch an image run also where the template names no checksum
 */
@ConfigurationProperties("kindling.tink.site")
public record SiteProperties(
        @DefaultValue({"localhost", "127.0.0.1"}) List<String> names,
        @DefaultValue("") String bootsUrl,
        @DefaultValue("") String hegelUrl,
        @DefaultValue List<String> nativeImages,
        @DefaultValue("false") boolean nativeImagesUnchecked,
        @DefaultValue("false") boolean privilegedContainers,
        @DefaultValue List<RegistryLogin> registryLogins,
        @DefaultValue List<String> registryMirrors) {

    public SiteProperties {
        names = List.copyOf(names);
        nativeImages = List.copyOf(nativeImages);
        registryLogins = List.copyOf(registryLogins);
        registryMirrors = List.copyOf(registryMirrors);
    }
}
