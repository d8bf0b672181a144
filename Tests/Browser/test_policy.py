"""«Nuestra política»: what is promised, the hours, the closed days ahead, the calculator, the clauses, earlier versions."""

import re

import pytest

from conftest import POLICIES


@pytest.mark.parametrize("company", ["factura-inteligente", "factupronto", "fel", "intecnia", "grupo-execom"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_companys_policy_is_readable_by_everybody(visitor, company, width):
    page = visitor(width=width, dark=width == 390).visit(f"/{company}/policy")
    text = page.inner_text("main")
    # The clock stands at Thursday 12 March 2026, 17:00: Monday is the next closed day.
    assert "lunes 16 de marzo de 2026 Natalicio de Benito Juárez" in text
    assert "Abierto ahora; cierra hoy" in text
    for link in page.query_selector_all(".clauses dt a"):
        assert page.query_selector(f"[id='{link.get_attribute('href')[1:]}']"), "a clause's own link leads to it"


@pytest.mark.parametrize("company,rows", [
    ("grupo-execom", [
        ("s-prices", "Incidente de soporte técnico", "1 incidente; agotados, 4 créditos de servicio; sólo si se soluciona", "al aceptar el cierre", "GE-70"),
        ("s-prices", "Instalación sólo de terminales", "1 incidente hasta 4; Terminal adicional: 1 crédito de servicio cada una", "por adelantado", "GE-80"),
        ("s-prices", "Hora de servicio técnico", "4 créditos de servicio por 1 h", "por adelantado", "GE-71"),
        ("s-prices", "Servicios generales", "a cotizar", "", "GE-76")]),
    ("intecnia", [
        ("s-prices", "Hora de soporte", "el tiempo, de horas de póliza, en pasos de 15 min", "según se trabaja", "IN-12")]),
])
def test_plans_and_prices_are_readable_by_everybody(visitor, company, rows):
    client = visitor(width=390)
    page = client.visit(f"/{company}/policy")
    for section, name, *said in rows:
        row = page.locator(f"section[aria-labelledby={section}] tbody tr").filter(has=page.get_by_role("rowheader", name=name, exact=True))
        assert row.count() == 1, name
        for words in said:
            assert words in row.inner_text(), row.inner_text()
    assert page.locator("section[aria-labelledby=s-prices] cite a").count() > 3
    assert visitor().visit("/fel/policy").locator("#s-plans, #s-prices").count() == 0


@pytest.mark.parametrize("company,plan,rows", [
    ("intecnia", "Por evento", [
        ("Horario", "Lunes a viernes de 9:00 a 14:00 y de 16:00 a 19:00"), ("Horas de póliza", "1 hora de póliza"), ("Asesoría telefónica", "Sí"),
        ("Seguimiento por medio de ticket", "Sí"), ("Horas de asesoría en nuestras instalaciones", "No"), ("Horas de asesoría en sitio", "No"),
        ("Vigencia", "1 evento; requiere orden de compra"), ("Cláusula", "IN-13")]),
    ("intecnia", "Corporativo", [
        ("Horas de póliza", "70 horas de póliza"), ("Asesoría telefónica", "Sí"), ("Horas de asesoría en nuestras instalaciones", "5 horas"),
        ("Horas de asesoría en sitio", "5 horas"), ("Vigencia", "1 año"), ("Cláusula", "IN-22")]),
    ("grupo-execom", "Póliza anual de soporte técnico", [("Eventos", "Según el contrato"), ("Vigencia", "1 año"), ("Cláusula", "GE-12")]),
])
def test_plans_are_compared_by_every_row_of_the_printed_table(visitor, company, plan, rows):
    """IN-20: the hours, the hours a year, advice by phone, follow-up by ticket, advice at the company and on site, the term."""
    client = visitor(width=390)
    table = client.visit(f"/{company}/policy").locator("section[aria-labelledby=s-plans] table")
    client.check()
    plans = table.locator("thead th").all_inner_texts()
    for name, words in rows:
        row = table.locator("tbody tr").filter(has=client.page.get_by_role("rowheader", name=name, exact=True))
        cell = row.locator("td").nth(plans.index(plan) - 1).inner_text()
        assert words in cell, (name, cell)


@pytest.mark.parametrize("company,topic,label,said", [
    ("factura-inteligente", "scope", "Fallas de la conexión de internet", ["No está incluido; con su proveedor de internet.", "FI-14"]),
    ("factura-inteligente", "change_control", "Implementación", ["No lo implementa el personal de Desarrollo.", "FI-39"]),
    ("factupronto", "availability", "Tiempo efectivo de operación", ["Al menos 99.3 %, medido por mes calendario", "FP-12"]),
    ("fel", "directory", "Ventas", ["Teléfono: 01 800 087 33 91", "FEL-3"]),
    ("intecnia", "visits", "El cliente recibe al personal según lo acordado", ["la visita cuenta como proporcionada y concluida", "IN-53"]),
    ("grupo-execom", "complaints", "La queja se completa", ["En 5 d.", "Si no se cumple, se resuelve a favor del cliente.", "GE-47"]),
])
def test_what_a_company_commits_itself_to_is_readable_by_everybody(visitor, company, topic, label, said):
    page = visitor(width=390).visit(f"/{company}/policy")
    lines = page.locator(f"section[aria-labelledby=s-{topic}] li").filter(has=page.get_by_text(label, exact=True))
    assert lines.count() == 1
    for words in said:
        assert words in lines.inner_text(), lines.inner_text()
    anchor = lines.locator("cite a").get_attribute("href").split("#")[1]
    assert page.query_selector(f"[id='{anchor}']"), "its clause stands on the page"


@pytest.mark.parametrize("query,said", [
    ("channel=email&severity=2&when=2026-03-12T17:00", ["Queda por verificar", "A más tardar el viernes 13 de marzo de 2026, 19:00", "IN-38"]),
    ("channel=email&severity=4&when=2026-03-12T17:00", ["Sin límite", "24 h"]),
    ("channel=email&when=2026-03-13T18:30", ["A más tardar el martes 17 de marzo de 2026, 18:30", "Natalicio de Benito Juárez"]),
    ("channel=phone&when=2026-03-12T17:00", ["no se levanta ticket", "soporte@intecnia.com.mx", "IN-30"]),
    ("channel=phone&category=email_outage&when=2026-03-12T17:00", ["Primera respuesta"]),
])
def test_the_calculator_says_when_an_answer_is_owed(visitor, query, said):
    page = visitor(scripts=False).visit(f"/intecnia/policy?{query}")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    answer = page.inner_text("section.calculator [role=status]")
    for words in said:
        assert words.lower() in answer.lower(), answer


def test_the_calculator_is_a_form_that_keeps_what_was_asked(visitor):
    client = visitor()
    page = client.visit("/fel/policy")
    page.select_option("select[name=channel]", "email")
    page.fill("input[name=when]", "2026-03-13T17:30")
    page.click("section.calculator button")
    page.wait_for_load_state()
    client.check()
    assert page.input_value("input[name=when]") == "2026-03-13T17:30"
    assert "A más tardar el" in page.inner_text("section.calculator [role=status]")


@pytest.mark.parametrize("query", [
    "channel=email&when=2026-02-30T10:00", "channel=palomas", "channel=email&severity=9",
    "channel=email&when=9999-01-01T00:00", "channel=email&severity=x", "channel=&when="])
def test_a_question_that_cannot_be_answered_is_told(visitor, query):
    page = visitor().visit(f"/intecnia/policy?{query}", status=422)
    assert page.locator(".summary").count() == 1
    assert page.locator("section.calculator [role=status]").count() == 0


def test_earlier_versions_stay_readable(visitor, desk, tmp_path):
    source = next(path for path in POLICIES if path.endswith("fel.yaml"))
    with open(source, encoding="utf-8") as file:
        text = file.read()
    changed = re.sub(r'(?m)^  version: .*$', '  version: "dos"', text, count=1)
    assert changed != text
    path = tmp_path / "fel.yaml"
    path.write_text(changed, encoding="utf-8")
    desk.command("company", "add", str(path))
    client = visitor()
    for _ in range(60):
        page = client.visit("/fel/policy")
        if "Versión dos" in page.inner_text("main"):
            break
        page.wait_for_timeout(100)
    versions = page.locator("section[aria-labelledby=s-versions] li")
    assert versions.count() == 2
    versions.nth(1).locator("a").click()
    page.wait_for_load_state()
    client.check()
    text = page.inner_text("main")
    assert "Esta versión ya no está en vigor." in text and "Versión dos, en vigor" in text
    assert page.locator("section.calculator").count() == 0
    old = page.url.split("version=")[1]
    for company, version in (("intecnia", old), ("fel", "1"), ("fel", "x")):
        client.visit(f"/{company}/policy?version={version}", status=404)


def test_staff_sees_what_a_new_version_changed(visitor, desk, tmp_path):
    source = next(path for path in POLICIES if path.endswith("intecnia.yaml"))
    with open(source, encoding="utf-8") as file:
        text = file.read().replace("within: 10 h", "within: 6 h").replace('version: "2019-03-25"', 'version: "2026"')
    path = tmp_path / "intecnia.yaml"
    path.write_text(text, encoding="utf-8")
    desk.command("company", "add", str(path))
    agent = visitor(width=390)
    agent.set_password(desk.invite("intecnia", "ines@intecnia.example", "agent"))
    agent.sign_in("intecnia", "ines@intecnia.example")
    for _ in range(60):
        page = agent.visit("/intecnia/desk/policy")
        if page.locator("section[aria-labelledby=s-changes]").count():
            break
        page.wait_for_timeout(100)
    changes = page.inner_text("section[aria-labelledby=s-changes]")
    assert re.search(r"targets\[severity_2_response\]\.within\s+10 h\s+6 h", changes), changes
    assert re.search(r"Primera respuesta, 6 h, mar 17 mar, 10:00\s+mié 18 mar, 12:00\s+mar 17 mar, 18:00", changes), changes
    assert visitor().visit("/intecnia/policy").locator("section[aria-labelledby=s-changes]").count() == 0


def test_staff_sees_what_the_review_asks_and_what_each_promise_comes_to(visitor, desk):
    agent = visitor()
    agent.set_password(desk.invite("factupronto", "ines@factupronto.example", "agent"))
    agent.sign_in("factupronto", "ines@factupronto.example")
    page = agent.visit("/factupronto/desk/policy")
    review = page.inner_text("section[aria-labelledby=s-review]")
    assert "se traslapan de 17:00 a 18:00" in review and "sólo el mayor obliga" in review
    rows = page.locator("section[aria-labelledby=s-examples] tbody tr")
    assert rows.count() == 15
    assert "FP-18" in page.inner_text("section[aria-labelledby=s-examples]")
    public = visitor().visit("/factupronto/policy")
    assert public.locator("section[aria-labelledby=s-review], section[aria-labelledby=s-examples]").count() == 0
