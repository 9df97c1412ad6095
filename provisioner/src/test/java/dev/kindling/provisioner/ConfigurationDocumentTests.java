package dev.kindling.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

class ConfigurationDocumentTests {

    @Test
    void configurationListsEveryProperty() throws IOException {
        String document = Files.readString(Path.of("../docs/configuration.md"));
        List<String> properties = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.kindling.tink", "dev.kindling.boots", "dev.kindling.hegel")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .map(JavaClass::reflect)
                        .filter(Class::isRecord)
                        .flatMap(type -> names(
                                type.getAnnotation(ConfigurationProperties.class)
                                        .value(),
                                type))
                        .sorted()
                        .toList();

        assertThat(properties).hasSizeGreaterThan(30);
        assertThat(properties).allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }

    private static Stream<String> names(String prefix, Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).flatMap(component -> {
            String name = prefix + "." + name(type, component);
            boolean isNested = component.getType().isRecord()
                    && component.getType().getPackageName().startsWith("dev.kindling");
            return isNested ? names(name, component.getType()) : Stream.of(name);
        });
    }

    private static String name(Class<?> type, RecordComponent component) {
        Name given = Arrays.stream(type.getDeclaredConstructors())
                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(Name.class))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
        return given != null
                ? given.value()
                : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
