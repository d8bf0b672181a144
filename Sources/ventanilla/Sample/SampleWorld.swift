import SupportPolicy

/// A request that clients of a company send again and again, with what is said until it is closed.
///
/// `{sucursal}`, `{folio}`, `{equipo}` and `{mes}` are filled in anew each time.
struct SampleRequest: Sendable {
    var subject: String
    var text: String
    /// What the agent needs to know, and what the client says to that.
    var question: String
    var answer: String
    var solution: String
    var type: String?
    var category: String?
    var department: String?
    var priority: String?
    var severity: Int?
    /// Whether a picture of the screen comes with it.
    var hasPicture = false
}

/// A company of the sample: which way its clients come, who works there, and what they are asked.
struct SampleCompany: Sendable {
    let slug: String
    /// How many requests come in sixty days.
    let volume: Int
    /// Channels by how often they are used.
    let channels: [(kind: ChannelKind, weight: Int)]
    let agents: [String]
    let quality, operations, admin: String
    let requests: [SampleRequest]

    static let all = [facturaInteligente, factuPronto, fel, intecnia, grupoExecom]
}

/// A customer of these companies, with the people who write.
struct SampleCustomer: Sendable {
    let name, rfc, domain: String
    let people: [String]

    static let all = [
        SampleCustomer(name: "Papelería Luna", rfc: "PLU050314K28", domain: "papelerialuna.example", people: ["Luna Herrera", "Mateo Ríos"]),
        SampleCustomer(name: "Ferretería El Clavo", rfc: "FHE981120QA8", domain: "elclavo.example", people: ["Ramón Olvera", "Rosa Pineda"]),
        SampleCustomer(name: "Cafetería Vértigo", rfc: "CAV110708T15", domain: "vertigo.example", people: ["Jimena Salas", "Tomás Ayala"]),
        SampleCustomer(name: "Muebles Villaseñor", rfc: "MVI030925H48", domain: "villasenor.example", people: ["Aurora Villaseñor", "Óscar Lima"]),
        SampleCustomer(name: "Transportes del Norte", rfc: "TNO150210R61", domain: "tdelnorte.example", people: ["Abril Garza", "Nicolás Treviño"]),
        SampleCustomer(name: "Clínica San Pedro", rfc: "CPU920417B86", domain: "clinicasanpedro.example", people: ["Dra. Noemí Castro", "Samuel Peña"]),
        SampleCustomer(name: "Restaurante La Hacienda", rfc: "RHA870630J53", domain: "lahacienda.example", people: ["Fermín Ochoa", "Lidia Montes"]),
        SampleCustomer(name: "Abarrotes La Talavera", rfc: "ATL180119N28", domain: "latalavera.example", people: ["Socorro Díaz", "Iván Cuautle"]),
        SampleCustomer(name: "Distribuidora Maya", rfc: "DMA010811D30", domain: "distmaya.example", people: ["Itzel Canul", "Gerardo Pech"]),
        SampleCustomer(name: "Servicios Integrales Xicoténcatl", rfc: "SIX190528L95", domain: "sixico.example", people: ["Paloma Tecuapetla", "Hugo Sánchez"]),
        SampleCustomer(name: "Jugos y Granos Robles", rfc: "JGR990402V73", domain: "jugosrobles.example", people: ["Valeria Robles", "Emiliano Cruz"]),
        SampleCustomer(name: "Leonor Hernández Mora", rfc: "HEML850317QC2", domain: "lhm.example", people: ["Leonor Hernández"]),
    ]

    /// Seven of them, others for each company.
    static func of(companyNumber number: Int) -> [SampleCustomer] {
        (0..<7).map { all[(number * 5 + $0) % all.count] }
    }
}

extension String {
    /// The address of somebody called so: "Dra. Noemí Castro" is `noemi.castro@…`.
    func address(at domain: String) -> String {
        let words = folded.split(separator: " ").filter { !$0.hasSuffix(".") }
        return "\(words.joined(separator: "."))@\(domain)"
    }

    /// Lower case, without accents.
    private var folded: String {
        let plain: [Character: Character] = ["á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n"]
        return String(lowercased().map { plain[$0] ?? $0 })
    }
}
