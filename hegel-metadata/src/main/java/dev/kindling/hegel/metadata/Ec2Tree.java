package dev.kindling.hegel.metadata;

import dev.kindling.hegel.instance.Instance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tree of EC2's metadata service, version 2009-04-04, with the names Tinkerbell's hegel and tootles serve. One
 * table: a directory is what its paths have in common, and lists itself as EC2 does: sorted, one name in each line,
 * sub-directories with a slash at the end. A path whose fact is not declared is empty, not missing, because cloud-init
 * fetches everything that is listed.
 */
public final class Ec2Tree {

    private record Leaf(String path, Function<Facts, String> value) {}

    private static final List<Leaf> LEAVES = List.of(
            new Leaf("user-data", Facts::userData),
            new Leaf("vendor-data", Facts::vendorData),
            new Leaf("meta-data/instance-id", Facts::id),
            new Leaf("meta-data/hostname", Facts::hostname),
            new Leaf("meta-data/local-hostname", Facts::hostname),
            new Leaf("meta-data/iqn", facts -> facts.instance("iqn")),
            new Leaf("meta-data/plan", Facts::plan),
            new Leaf("meta-data/facility", Facts::facility),
            new Leaf("meta-data/tags", facts -> facts.lines("tags")),
            new Leaf("meta-data/public-keys", facts -> facts.lines("ssh_keys")),
            new Leaf("meta-data/public-ipv4", Facts::publicIpv4),
            new Leaf("meta-data/public-ipv6", Facts::publicIpv6),
            new Leaf("meta-data/local-ipv4", Facts::localIpv4),
            new Leaf("meta-data/operating-system/slug", facts -> facts.operatingSystem("slug")),
            new Leaf("meta-data/operating-system/distro", facts -> facts.operatingSystem("distro")),
            new Leaf("meta-data/operating-system/version", facts -> facts.operatingSystem("version")),
            new Leaf("meta-data/operating-system/image_tag", facts -> facts.operatingSystem("image_tag")),
            new Leaf(
                    "meta-data/operating-system/license_activation/state",
                    facts -> facts.operatingSystem("license_activation")));

    private final Map<String, Function<Facts, String>> values =
            LEAVES.stream().collect(Collectors.toUnmodifiableMap(Leaf::path, Leaf::value));
    private final Map<String, String> listings = listings();

    /**
     * Answers one path below the version.
     *
     * @param path without slashes at its ends; empty for the root
     * @return empty when the tree has no such path
     */
    public Optional<String> find(String path, Instance instance) {
        String listing = listings.get(path);
        if (listing != null) {
            return Optional.of(listing);
        }
        return Optional.ofNullable(values.get(path)).map(value -> value.apply(new Facts(instance)));
    }

    /** Every path with a value, not the listings. */
    public List<String> paths() {
        return LEAVES.stream().map(Leaf::path).toList();
    }

    private static Map<String, String> listings() {
        Map<String, TreeSet<String>> names = new TreeMap<>();
        for (Leaf leaf : LEAVES) {
            String path = leaf.path();
            String name = "";
            for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/')) {
                names.computeIfAbsent(path.substring(0, slash), _ -> new TreeSet<>())
                        .add(path.substring(slash + 1) + name);
                path = path.substring(0, slash);
                name = "/";
            }
            names.computeIfAbsent("", _ -> new TreeSet<>()).add(path + name);
        }
        return names.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> String.join("\n", entry.getValue())));
    }
}
