import BusinessTime
import Foundation
import Synchronization

/// The system's time zone data: the only place that reads it.
///
/// Foundation on Linux asks the ICU data of its own toolchain instead, which is older than the system's and unaware of
/// what the administrator updates.
public enum ZoneFiles {
    /// Why there is no such zone.
    public enum Failure: Error, Hashable, Sendable {
        /// The name is not one of the database, or no file has it.
        case unknownZone(String)
        /// The file is there but cannot be used.
        case unusable(String, ZoneError)
    }

    private static let directory = "/usr/share/zoneinfo"
    private static let loaded = Mutex<[String: Zone]>([:])

    /// The zone `America/Mexico_City`, read once per process.
    ///
    /// Restart after an update of the system's data: zones of two editions never mix in one process.
    public static func zone(named name: String) throws(Failure) -> Zone {
        if let zone = loaded.withLock({ $0[name] }) { return zone }
        guard isZoneName(name), let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
            throw .unknownZone(name)
        }
        do {
            let zone = try Zone(name: name, tzif: [UInt8](data))
            loaded.withLock { $0[name] = zone }
            return zone
        } catch {
            throw .unusable(name, error)
        }
    }

    /// The edition of the data, such as `2026f`, for `/health`; `nil` when the system does not tell.
    public static var version: String? {
        if let head = firstLine(of: "\(directory)/tzdata.zi"), head.hasPrefix("# version ") {
            return String(head.dropFirst("# version ".count))
        }
        return firstLine(of: "\(directory)/+VERSION") ?? debianVersion
    }

    /// Names become paths: only the letters of the database's names, no step out of its directory.
    private static func isZoneName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                    true
                default: false
                }
            }
        }
    }

    private static func firstLine(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let line = String(decoding: data.prefix(200), as: UTF8.self).split(separator: "\n").first
        return line.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The version of Debian's package, `2026f-0+deb12u1`.
    private static var debianVersion: String? {
        guard let data = FileManager.default.contents(atPath: "/var/lib/dpkg/status") else { return nil }
        let package = String(decoding: data, as: UTF8.self).components(separatedBy: "\n\n")
            .first { $0.hasPrefix("Package: tzdata\n") }
        let line = package?.split(separator: "\n").first { $0.hasPrefix("Version: ") }
        return line.map { String($0.dropFirst("Version: ".count)) }
    }
}
