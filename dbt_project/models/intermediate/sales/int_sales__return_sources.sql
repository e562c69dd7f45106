{{ config(materialized="watched") }}

{% for system in var("canonical")["returns"] %}
select distinct source from {{ ref("stg_" ~ system ~ "__returns") }}
{{ "union" if not loop.last }}
{% endfor %}
