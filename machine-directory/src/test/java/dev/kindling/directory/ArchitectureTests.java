package dev.kindling.directory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kindling.directory", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule itKnowsTheContractsAndNoService = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.google.protobuf..",
                    "io.grpc..",
                    "org.slf4j..",
                    "org.springframework.context..",
                    "org.springframework.core.env..",
                    "org.springframework.boot.context.properties.bind..",
                    "dev.kindling.contract..",
                    "dev.kindling.proto.directory..",
                    "dev.kindling.proto.inquiry..",
                    "dev.kindling.directory..");

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();
}
