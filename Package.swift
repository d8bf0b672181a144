// swift-tools-version: 6.1
import PackageDescription

// Arrows go down only: ventanilla → Web → ServiceDesk → {SupportPolicy → BusinessTime, Storage, Mail, PDF}.
// Everything is built in one configuration (release), tests included: see bin/test.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "ventanilla",
    products: [
        .executable(name: "ventanilla", targets: ["ventanilla"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "BusinessTime", swiftSettings: strict),
        .target(name: "ZoneFiles", dependencies: ["BusinessTime"], swiftSettings: strict),
        .target(
            name: "SupportPolicy",
            dependencies: ["BusinessTime", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "BusinessTime", "CPostgres",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Mail",
            dependencies: ["BusinessTime", "CGMime", "CCurl", "CGumbo"],
            swiftSettings: strict),
        .target(
            name: "PDF",
            dependencies: ["BusinessTime", "CPangoCairo", "CQREncode"],
            swiftSettings: strict),
        .target(
            name: "ServiceDesk",
            dependencies: [
                "BusinessTime", "SupportPolicy", "Storage", "Mail", "PDF", "CStemmer",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Schema/Migrations")],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "BusinessTime", "SupportPolicy", "Storage", "ServiceDesk", "Mail", "PDF", "CPangoCairo",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Assets/Files")],
            // Its tests look at pages, which nobody outside needs to see.
            swiftSettings: strict + [.unsafeFlags(["-enable-testing"])]),
        .executableTarget(
            name: "ventanilla",
            dependencies: [
                "BusinessTime", "ZoneFiles", "SupportPolicy", "Storage", "Mail", "PDF", "ServiceDesk", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CGumbo", pkgConfig: "gumbo", providers: [.apt(["libgumbo-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),

        .target(
            name: "TestSupport",
            dependencies: [
                "BusinessTime", "ZoneFiles", "SupportPolicy", "Storage", "Mail", "ServiceDesk",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .testTarget(name: "BusinessTimeTests", dependencies: ["BusinessTime", "ZoneFiles"], swiftSettings: strict),
        .testTarget(name: "SupportPolicyTests", dependencies: ["BusinessTime", "ZoneFiles", "SupportPolicy"], exclude: ["AsPrinted"], swiftSettings: strict),
        .testTarget(name: "StorageTests", dependencies: ["BusinessTime", "Storage", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "MailTests", dependencies: ["BusinessTime", "Mail", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "PDFTests", dependencies: ["BusinessTime", "PDF", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "ServiceDeskTests", dependencies: ["BusinessTime", "SupportPolicy", "Storage", "ServiceDesk", "Mail", "PDF", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "ServiceDesk", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
