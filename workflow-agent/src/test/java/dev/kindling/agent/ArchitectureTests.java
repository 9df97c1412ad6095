package dev.kindling.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kindling.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.kindling.agent.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingDependsOnTheLoop = noClasses()
            .that()
            .resideInAPackage("dev.kindling.agent.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.kindling.agent");

    @ArchTest
    static final ArchRule generatedTypesStayInTheGrpcPackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.kindling.agent.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.kindling.proto..", "io.grpc..", "io.netty..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule theAgentHasNoSpring =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto)");

    @ArchTest
    static final ArchRule staticFieldsDoNotChange =
            fields().that().areStatic().should().beFinal();
}
